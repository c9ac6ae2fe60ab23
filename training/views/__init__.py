"""The pages of training, by subject."""
