"""Real services on loopback, each set in its own folder: RabbitMQ, PostgreSQL, Mistral, OpenStack."""
