"""How long whole processes take, and how much memory: ``python -m tests.benchmark``. It asserts nothing."""
