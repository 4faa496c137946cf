"""Checks of a document against itself, and questions to ask about it.

`reconcile` has the identities (勾稽关系): `identity` judges one; `tables`, `narrative`, `forms` and `additions` make
them. `findings` has all that the rules find (`*_rules`); `finding` says what one is, and how grave each kind.
"""
