"""The catalog: what schema sources declare, merged into one model of the database."""
