"""Forms of people: they check shape, the verbs check the rest."""
