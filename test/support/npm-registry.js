/* An npm registry for tests, with what is published to it, until it is killed. Prints its port. */
const { createServer } = require('node:http');

const packages = new Map();
const tarballs = new Map();

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const path = decodeURIComponent(request.url.slice(1));
    if (request.method === 'PUT') {
      const { _attachments: attachments, ...document } = JSON.parse(Buffer.concat(parts).toString());
      for (const [name, { data }] of Object.entries(attachments)) tarballs.set(name, Buffer.from(data, 'base64'));
      for (const version of Object.values(document.versions)) {
        version.dist.tarball = `http://${request.headers.host}/-/${encodeURIComponent(Object.keys(attachments)[0])}`;
      }
      packages.set(path, document);
      response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const found = path.startsWith('-/') ? tarballs.get(path.slice(2)) : packages.get(path);
    if (found === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    else response.writeHead(200).end(Buffer.isBuffer(found) ? found : JSON.stringify(found));
  });
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
