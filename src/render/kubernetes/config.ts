import { compare } from '../../common/order';
import type { Settings, Texts } from '../../config/model';
import { sha256 } from '../../files/tree/hash-manifest';

/** The configuration of an app: the library's values and your own, by name. */
export function configData(settings: Settings): Record<string, string> {
  const proxies = settings.trustedProxies ?? [];
  return sorted({
    APP_ENV: settings.environmentName,
    ...(proxies.length === 0 ? {} : { TRUSTED_PROXIES: proxies.join(',') }),
    LOG_LEVEL: settings.logLevel,
    REQUEST_LOGS: String(settings.requestLogs),
    ...(settings.otlpEndpoint === undefined ? {} : { TRACING_OTLP_ENDPOINT: settings.otlpEndpoint }),
    ...settings.env,
  });
}

/** Annotation of the pod template that restarts pods when the ConfigMap changes. */
export const CONFIG_CHECKSUM = 'checksum/config';

/** Checksum of the content of the ConfigMap. */
export function configChecksum(settings: Settings): string {
  return sha256(JSON.stringify(configData(settings)));
}

/** Entries sorted by name, so that their order in the config doesn't matter. */
export function sorted(texts: Texts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => compare(a, b)));
}
