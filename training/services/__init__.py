"""The verbs of training, by subject: the only place that writes."""
