/*
 * Loads a file and keeps its compiled code between runs, which saves a quarter of the start. Node.js 22.1 and later do this
 * themselves.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { createRequire, enableCompileCache, Module } = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const vm = require('node:vm');

const MAX_AGE = 30 * 24 * 60 * 60 * 1000;

/** The exports of a file, and a function that saves its compiled code if that is new. */
function loadCached(path) {
  if (enableCompileCache) {
    enableCompileCache();
    return { exports: require(path), save: () => undefined };
  }
  return loadKept(path);
}

/** The same without the help of Node.js. */
function loadKept(path) {
  const text = fs.readFileSync(path, 'utf8');
  const hash = createHash('sha256').update(`${process.version} ${process.arch}\n${text}`).digest('hex');
  const entry = join(folder(), `${hash}.bin`);
  const cachedData = read(entry);
  // Node.js would do the same, without the cache.
  const script = new vm.Script(Module.wrap(text), { filename: path, cachedData });
  const module = new Module(path);
  module.filename = path;
  require.cache[path] = module;
  script.runInThisContext().call(module.exports, module.exports, createRequire(path), module, path, dirname(path));
  module.loaded = true;
  const isNew = cachedData === undefined || script.cachedDataRejected;
  // After the command, it also has the functions that the command used.
  return { exports: module.exports, save: () => isNew && write(entry, script.createCachedData()) };
}

/** Only this user can write to it: code from another user's file would run as this one. */
function folder() {
  // An empty variable is like none: the folder would be relative.
  const { PYTHON_GITOPS_CACHE, XDG_CACHE_HOME } = process.env;
  return join(PYTHON_GITOPS_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'python-gitops'), 'code');
}

function read(entry) {
  try {
    return fs.readFileSync(entry);
  } catch {
    return undefined;
  }
}

/** A folder that cannot be written only costs time. Other runs never see half a file. */
function write(entry, data) {
  const temporary = `${entry}.${process.pid}.tmp`;
  try {
    fs.mkdirSync(dirname(entry), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, data);
    fs.renameSync(temporary, entry);
    for (const name of fs.readdirSync(dirname(entry))) {
      const other = join(dirname(entry), name);
      if (Date.now() - fs.statSync(other).mtimeMs > MAX_AGE) fs.rmSync(other, { force: true });
    }
  } catch {
    // The next run tries again.
  }
}

module.exports = { loadCached, loadKept };
