// esbuild bundles these files as text; this gives jest the same module.
module.exports = { process: (source) => ({ code: `module.exports = ${JSON.stringify(source)};` }) };
