"""How the tables came to be what they are, step by step; alembic is imported only to take a step.

After a change to tables.py, `python -m core.store.migrations "what it adds"` writes the next step;
read it, and raise HEAD. A test holds HEAD, the steps and tables.py together.
"""

HEAD = "0007"
