import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a controller makes: a certificate that everyone may have, and the key that opens what was sealed with it. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Validity {
  readonly from?: Date;
  readonly to?: Date;
}

/** A day, in milliseconds. */
const DAY = 24 * 60 * 60 * 1000;

/** A key pair and its self-signed certificate, as the controller of sealed secrets makes them. */
export function makeCertificate({ from, to }: Validity = {}, type: 'rsa' | 'ec' = 'rsa'): Certificate {
  const { publicKey, privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const validity = { from: from ?? new Date(now - DAY), to: to ?? new Date(now + 3650 * DAY) };
  return {
    certificate: pem(selfSigned(publicKey, privateKey, validity, type)),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** DER of a certificate (RFC 5280, 4.1). */
function selfSigned(publicKey: KeyObject, privateKey: KeyObject, validity: Required<Validity>, type: string): Buffer {
  const algorithm = type === 'rsa' ? der(0x30, OID.sha256WithRsa, der(0x05)) : der(0x30, OID.ecdsaWithSha256);
  const name = der(0x30, der(0x31, der(0x30, OID.commonName, der(0x0c, Buffer.from('sealed-secret')))));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der(0x30, time(validity.from), time(validity.to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  return der(0x30, body, algorithm, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
}

const OID = {
  sha256WithRsa: Buffer.from('06092a864886f70d01010b', 'hex'),
  ecdsaWithSha256: Buffer.from('06082a8648ce3d040302', 'hex'),
  commonName: Buffer.from('0603550403', 'hex'),
};

/** One element: its tag, its length and what is in it. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x82]), length, content]);
}

/** GeneralizedTime, in seconds. */
function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`));
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
