import { DELIVERY } from './definitions/delivery';
import type { Delivery, RegistryLogin } from './model';
import type { PythonGitOpsAppOptions } from './options';
import type { LoginKind } from './registries';
import { ecrHost, hostOf, loginOf } from './registries';

/** Resolves how the workflow pushes images and releases. */
export function resolveDelivery({ delivery = {}, registry }: PythonGitOpsAppOptions): Delivery {
  return {
    credentials: (delivery.credentials ?? DELIVERY.options.credentials.default) as Delivery['credentials'],
    releases: (delivery.releases ?? DELIVERY.options.releases.default) as Delivery['releases'],
    onFailure: (delivery.onFailure ?? DELIVERY.options.onFailure.default) as Delivery['onFailure'],
    login: registry === undefined ? { kind: 'password' } : resolveLogin(delivery, registry),
    npmTokenSecret: delivery.npmTokenSecret,
    packageIndexSecret: delivery.packageIndexSecret,
  };
}

function resolveLogin(delivery: NonNullable<PythonGitOpsAppOptions['delivery']>, registry: string): RegistryLogin {
  const kind = (delivery.registryLogin ?? loginOf(registry)) as LoginKind;
  if (kind === 'aws') {
    const { account = '', region = '' } = ecrHost(hostOf(registry)) ?? {};
    return { kind, role: delivery.awsRole ?? '', account, region };
  }
  if (kind !== 'google') return { kind };
  const { googleIdentityProvider = '', googleServiceAccount = '' } = delivery;
  return { kind, identityProvider: googleIdentityProvider, serviceAccount: googleServiceAccount };
}
