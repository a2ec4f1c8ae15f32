"""The commands of `python -m seating`: each module holds those of one kind, and reads and writes JSON."""
