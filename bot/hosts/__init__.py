"""The voices of a salon: the house host and the AI host."""
