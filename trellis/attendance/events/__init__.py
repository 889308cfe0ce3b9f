"""What families come to together: coffee mornings, evenings, workshops, mornings in class; who takes part."""
