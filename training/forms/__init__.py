"""Forms of training: they check shape, the verbs check state."""
