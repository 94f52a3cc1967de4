// An RSA key takes a tenth of a second to make, and a hundred are asked for. Each worker makes a few and hands them out
// in turn: two that follow each other differ.
const crypto = require("node:crypto");
const { promisify } = require("node:util");

const FEW = 6;
const installed = Symbol.for("millrace.few-rsa-keys");

// Node's own modules are the same for all files of a worker.
if (!crypto[installed]) {
  crypto[installed] = true;
  const { generateKeyPair, generateKeyPairSync } = crypto;
  const made = [];
  let next = 0;

  const isOfPool = (type, options) => type === "rsa" && options?.modulusLength === 2048;
  const encoded = (key, encoding) => (encoding === undefined ? key : key.export(encoding));
  const take = ({ publicKeyEncoding, privateKeyEncoding }) => {
    const index = next++ % FEW;
    made[index] ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { publicKey, privateKey } = made[index];
    return {
      publicKey: encoded(publicKey, publicKeyEncoding),
      privateKey: encoded(privateKey, privateKeyEncoding),
    };
  };

  crypto.generateKeyPairSync = (type, options) =>
    isOfPool(type, options) ? take(options) : generateKeyPairSync(type, options);
  crypto.generateKeyPair = (type, options, callback) => {
    if (!isOfPool(type, options)) return generateKeyPair(type, options, callback);
    const { publicKey, privateKey } = take(options);
    setImmediate(callback, null, publicKey, privateKey);
  };
  crypto.generateKeyPair[promisify.custom] = async (type, options) =>
    isOfPool(type, options) ? take(options) : promisify(generateKeyPair)(type, options);
}
