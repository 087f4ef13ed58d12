"""The first page each kind of visitor sees: `/` for everybody; with the demonstration on, whom to be and what was sent."""
