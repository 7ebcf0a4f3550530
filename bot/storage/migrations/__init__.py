"""Alembic's place: ``env.py`` runs the revisions in ``versions`` on a connection that ``schema`` hands over."""
