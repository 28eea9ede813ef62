/**
 * ServiceAccount of an app's pods.
 *
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/
 */
export interface ServiceAccountOptions {
  /**
   * Name of a ServiceAccount that already exists in the namespace, such as one that a platform team provides.
   *
   * With it, no ServiceAccount is generated, so `annotations` cannot be set.
   *
   * @default - a ServiceAccount with the app's name is generated
   * @example 'checkout-runtime'
   */
  readonly name?: string;

  /**
   * Annotations of the generated ServiceAccount, which cloud providers use to grant permissions to pods.
   *
   * Merged by key.
   *
   * @default - none
   * @example { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/checkout' }
   */
  readonly annotations?: Record<string, string>;
}
