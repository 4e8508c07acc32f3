"""The command `execplan lint`: which plans, which findings of them count, what becomes of those."""
