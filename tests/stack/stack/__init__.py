"""Real services on loopback, each set in its own folder: RabbitMQ, MariaDB, Mistral, OpenStack."""
