"""Inferences: facts that no table prints, as far as the printed figures prove or bound them.

`ties` shares out the projects of a source over its function items (`sharing`), `purposes` names those outside the main
class; `kinds` finds the kind of each project by printed counts and sums, `carryover` the project of
this year that carried over money belongs to, `project_names` money that only a name tells of, `concentration` how
concentrated it all is.
"""
