"""People, their contacts and their safety plans: kept here, and opened nowhere else."""
