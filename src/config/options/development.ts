/**
 * What an app needs on a developer's machine.
 */
export interface DevelopmentOptions {
  /**
   * Backing services of `make dev`, by version.
   *
   * They run in Docker, from the generated `compose.yaml`, and each puts its address into an environment variable, unless
   * your `.env` or shell sets that. Their passwords work only on your machine. Nothing of this reaches a cluster: there, list
   * the variable in `secrets`.
   *
   * @default - none
   * @example { postgres: '17', redis: '8' }
   * @see https://docs.docker.com/compose/
   */
  readonly services?: BackingServicesOptions;
}

/**
 * Backing services on a developer's machine: the tag of each one's image.
 */
export interface BackingServicesOptions {
  /**
   * Version of PostgreSQL, whose address is in `DATABASE_URL`.
   *
   * @default - none
   * @example '17'
   * @see https://hub.docker.com/_/postgres
   */
  readonly postgres?: string;

  /**
   * Version of MySQL, whose address is in `DATABASE_URL`.
   *
   * @default - none
   * @example '8.4'
   * @see https://hub.docker.com/_/mysql
   */
  readonly mysql?: string;

  /**
   * Version of Redis, whose address is in `REDIS_URL`.
   *
   * @default - none
   * @example '8'
   * @see https://hub.docker.com/_/redis
   */
  readonly redis?: string;

  /**
   * Version of Valkey, whose address is in `REDIS_URL`: it has the protocol of Redis.
   *
   * @default - none
   * @example '9'
   * @see https://hub.docker.com/r/valkey/valkey
   */
  readonly valkey?: string;

  /**
   * Version of RabbitMQ, whose address is in `AMQP_URL`.
   *
   * @default - none
   * @example '4'
   * @see https://hub.docker.com/_/rabbitmq
   */
  readonly rabbitmq?: string;
}
