// The first code of every function's process, what AWS calls the runtime interface client. Plain CommonJS: it runs before
// anything is known about the bundle, and type stripping would cost more than the rest of a cold start.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { isAbsolute, join, relative } = require('node:path');
const { pathToFileURL } = require('node:url');
const { isNativeError } = require('node:util/types');

const [, , codeDirectory, cacheDirectory, layerPackages] = process.argv;
Module.enableCompileCache?.(cacheDirectory);

const send = process.send.bind(process);
const environment = process.env;

/** A bundle has no package.json, and in Lambda none above it: `.js` is CommonJS whatever the repository around it says. */
const loadJs = Module._extensions['.js'];
Module._extensions['.js'] = (module, filename) => {
  if (!isOwn(filename)) return loadJs(module, filename);
  module._compile(readFileSync(filename, 'utf8'), filename, 'commonjs');
};

/** The host has every package of the repository; a bundle may load those of its layers, and the SDK that Lambda has itself. */
const available = new Set(JSON.parse(layerPackages));
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const isBare = !/^(\.|\/|node:|[A-Za-z]:)/.test(request) && !Module.isBuiltin(request);
  const name = request.split('/', request.startsWith('@') ? 2 : 1).join('/');
  if (isBare && isOwn(parent?.filename) && !available.has(name) && !/^@(aws-sdk|smithy)\//.test(name)) {
    const error = new Error(`Cannot find module '${request}'`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  }
  return resolveFilename(request, parent, ...rest);
};

function isOwn(filename) {
  if (!filename) return false;
  const inside = relative(codeDirectory, filename);
  return !(inside.startsWith('..') || isAbsolute(inside) || inside.includes('node_modules'));
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

function describe(error) {
  if (!isNativeError(error) && !(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
}

async function loadHandler() {
  const handler = environment._HANDLER;
  const dot = handler.lastIndexOf('.');
  const base = join(codeDirectory, handler.slice(0, dot));
  const file = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined)
    throw named('Runtime.ImportModuleError', `Error: Cannot find module '${handler.slice(0, dot)}'`);
  let exported;
  try {
    exported = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error?.code === 'MODULE_NOT_FOUND') throw named('Runtime.ImportModuleError', `Error: ${error.message}`);
    throw error;
  }
  const found = exported[handler.slice(dot + 1)];
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  return found;
}

function contextOf({ requestId, deadlineMs, functionArn }) {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error == null ? resolve(result) : reject(error));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

let failing = (error) => send({ kind: 'failed', error: describe(error) }, () => process.exit(1));

async function main() {
  const handler = await loadHandler();
  let flushed = false;
  process.on('message', async (invocation) => {
    failing = (error, exitCode) => {
      send({ kind: 'error', error: describe(error), isFatal: exitCode !== undefined }, () => {
        if (exitCode !== undefined) process.exit(exitCode);
      });
    };
    try {
      const result = await run(handler, JSON.parse(invocation.payload), contextOf(invocation));
      send({ kind: 'result', payload: JSON.stringify(result) ?? 'null' });
    } catch (error) {
      failing(error);
    }
    // A process ends by a kill, which would leave the cache unwritten.
    if (!flushed) Module.flushCompileCache?.();
    flushed = true;
  });
  send({ kind: 'ready' });
}

process.on('uncaughtException', (error) => failing(error, 129));
process.on('unhandledRejection', (reason) => {
  failing(
    named(
      'Runtime.UnhandledPromiseRejection',
      isNativeError(reason) ? `${reason.name}: ${reason.message}` : String(reason),
    ),
    128,
  );
});
process.on('disconnect', () => process.exit(0));
main().catch((error) => failing(error));
