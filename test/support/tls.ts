import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Some clients refuse a server whose certificate may sign others. */
const LEAF = ['-addext', 'basicConstraints=critical,CA:FALSE'];

/** Makes a key and a certificate of this machine's loopback address, which vouches for itself. Returns their paths. */
export function makeTlsCertificate(folder: string): { readonly key: string; readonly certificate: string } {
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', ...LEAF];
  execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { key, certificate };
}
