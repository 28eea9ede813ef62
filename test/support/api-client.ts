import { request } from 'node:https';

/** An object as the API has it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Record<string, unknown>;
  readonly [field: string]: unknown;
}

/** What the API server answers. */
export interface ApiAnswer {
  readonly status: number;
  /** Why it was refused; empty when it was accepted. */
  readonly message: string;
  /** The texts of the warnings in the response. */
  readonly warnings: readonly string[];
  readonly body: unknown;
}

export interface ApplyOptions {
  /** Whether the object is judged in full but not stored; default true. */
  readonly dryRun?: boolean;
}

/** How often a request is repeated whose connection ended without an answer, and after how many milliseconds. */
const REPEATS = 5;
const PAUSE = 200;

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Where an API server listens: a port of the loopback address, or a socket that leads there. */
export type ApiAddress = { readonly port: number } | { readonly socketPath: string };

/** A client of one API server, as much of one as tests need. */
export class ApiClient {
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(
    private readonly address: ApiAddress,
    /** Certificate that the server must present. */
    private readonly certificate: () => string,
    private readonly token: string,
  ) {}

  /**
   * Server-side apply, with the field validation that rejects what the schema does not know.
   *
   * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
   * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
   */
  public async apply(object: KubernetesObject, { dryRun = true }: ApplyOptions = {}): Promise<ApiAnswer> {
    const query = new URLSearchParams({ fieldManager: 'test', fieldValidation: 'Strict', force: 'true' });
    if (dryRun) query.set('dryRun', 'All');
    const path = await this.pathOf(object);
    return this.send('PATCH', `${path}?${query.toString()}`, 'application/apply-patch+yaml', object);
  }

  /** Creates an object, without storing it. It is what pods are judged by: they are created, never applied. */
  public async create(object: KubernetesObject): Promise<ApiAnswer> {
    const path = (await this.pathOf(object)).replace(/\/[^/]+$/, '');
    return this.post(`${path}?dryRun=All&fieldValidation=Strict`, object);
  }

  public async get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  /** Creates what belongs below this path. */
  public async post(path: string, content: object): Promise<ApiAnswer> {
    return this.send('POST', path, 'application/json', content);
  }

  /** Changes some fields of what has this path. */
  public async patch(path: string, change: object): Promise<ApiAnswer> {
    return this.send('PATCH', path, 'application/merge-patch+json', change);
  }

  public async delete(path: string): Promise<ApiAnswer> {
    return this.send('DELETE', path);
  }

  /** The path of an object, which need not exist. */
  public async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    return `${await this.collection(apiVersion, kind, metadata.namespace ?? 'default')}/${metadata.name}`;
  }

  /** The path of all objects of a kind: of a namespace or, without one, of all of them. */
  public async collection(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = await this.resource(group, kind);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${group}${scope}/${resource.name}`;
  }

  private async resource(group: string, kind: string): Promise<Resource> {
    let list = this.resources.get(group);
    if (!list) {
      const { status, message, body } = await this.get(group);
      if (status !== 200) throw new Error(`the API server has no ${group}: ${message}`);
      list = (body as { resources: Resource[] }).resources;
      this.resources.set(group, list);
    }
    // A name with a slash is a part of another resource, such as its status.
    const found = list.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (!found) throw new Error(`the API server has no ${kind} in ${group}`);
    return found;
  }

  /**
   * Repeats a request whose connection ends without an answer: a server closes connections that were idle, and those that
   * it accepted too early in its start. No request changes more if it is sent twice.
   */
  private async send(method: string, path: string, type?: string, content?: object): Promise<ApiAnswer> {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.sendOnce(method, path, type, content);
      } catch (error) {
        if (repeats === REPEATS || (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  private async sendOnce(method: string, path: string, type?: string, content?: object): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          ...this.address,
          // A socket leads there, too: it is the name that the certificate must have.
          host: '127.0.0.1',
          method,
          path,
          ca: this.certificate(),
          headers: { authorization: `Bearer ${this.token}`, ...(type ? { 'content-type': type } : {}) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const status = response.statusCode ?? 0;
            const body = parse(text);
            const message = status < 300 ? '' : ((body as { message?: string } | undefined)?.message ?? text);
            resolve({ status, message, warnings: (response.headersDistinct.warning ?? []).map(warningText), body });
          });
        },
      );
      sent.on('error', reject);
      // JSON is YAML.
      sent.end(content && JSON.stringify(content));
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of `299 - "text"`, in which quotation marks and backslashes are escaped (RFC 7234). */
function warningText(header: string): string {
  const quoted = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  return quoted === undefined ? header : quoted.replace(/\\(.)/g, '$1');
}
