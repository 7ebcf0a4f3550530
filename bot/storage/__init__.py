"""The stores in SQL: the only place that knows of tables, statements and migrations.

``database.open_database`` gives the Database of a URL; ``schema`` migrates and inspects; ``backup`` copies a file.
"""
