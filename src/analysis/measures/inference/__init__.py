"""What the printed figures prove, or bound, of what no table prints.

`ties` shares out the projects of a source over its function items (`sharing`), `purposes` names those outside the main
class; `kinds` finds the kind of each project by printed counts and sums, `carryover` the project of
this year that carried over money belongs to, `project_names` money that only a name tells of, `concentration` how
concentrated it all is.
"""
