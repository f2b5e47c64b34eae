"""Real services on loopback, in a folder of their own: RabbitMQ, PostgreSQL, Mistral."""
