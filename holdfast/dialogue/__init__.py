"""The dialogue: one calm turn at a time through Rasa, which only proposes; the guard and the record decide."""
