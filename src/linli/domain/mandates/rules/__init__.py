"""Pure decisions of mandates: who is responsible, and which terms hold."""
