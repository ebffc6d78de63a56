"""Never lost, never twice: a run full of deaths and faults, and the books that judge it."""
