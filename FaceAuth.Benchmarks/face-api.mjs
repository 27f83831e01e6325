// Times face-api.js (npm @vladmandic/face-api, tfjs on WebAssembly) on pictures that are already decoded: face, 68
// landmarks, descriptor. Decoding is left out, in its favour: pure JavaScript has no decoder worth timing against
// libturbojpeg. Run by the benchmark with --face-api, or alone:
//
//   node face-api.mjs PICTURE:WIDTH:HEIGHT ...      where PICTURE is a file of packed RGB bytes
//
// Prints one JSON object: { threads, photos: [{ picture, detector, milliseconds, faces }] }, milliseconds being medians.
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

const iterations = 7;
const require = createRequire(import.meta.url);

// face-api.js asks for the union package @tensorflow/tfjs; the parts that it uses are in tfjs-core.
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : request, ...rest);
};
const tf = require('@tensorflow/tfjs-core');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

// The union package also gives tensors their operations as methods.
const tensors = tf.Tensor.prototype;
for (const name of Object.keys(tf).filter(name => typeof tf[name] === 'function' && !(name in tensors)))
  tensors[name] = function (...rest) { return tf[name](this, ...rest); };
for (const rank of [1, 2, 3, 4, 5])
  tensors[`as${rank}D`] = function (...shape) { return tf.reshape(this, rank === 1 ? [this.size] : shape); };
tensors.toFloat = function () { return tf.cast(this, 'float32'); };
tensors.toInt = function () { return tf.cast(this, 'int32'); };
tensors.asScalar = function () { return tf.reshape(this, []); };

wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), path.sep));
await tf.setBackend('wasm');
await tf.ready();

const models = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
await faceapi.nets.tinyFaceDetector.loadFromDisk(models);
await faceapi.nets.faceLandmark68Net.loadFromDisk(models);
await faceapi.nets.faceRecognitionNet.loadFromDisk(models);

const detectors = {
  'SSD MobileNet': new faceapi.SsdMobilenetv1Options(),
  'tiny': new faceapi.TinyFaceDetectorOptions(),
};
const photos = [];
for (const argument of process.argv.slice(2)) {
  const [picture, width, height] = argument.split(':');
  const rgb = fs.readFileSync(picture);
  for (const [detector, options] of Object.entries(detectors)) {
    const times = [];
    let faces = 0;
    for (let i = 0; i <= iterations; i++) {
      const start = performance.now();
      const tensor = tf.tensor3d(rgb, [Number(height), Number(width), 3], 'int32');
      faces = (await faceapi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors()).length;
      tensor.dispose();
      if (i > 0) times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    photos.push({ picture, detector, milliseconds: times[iterations >> 1], faces });
  }
}
console.log(JSON.stringify({ threads: wasm.getThreadsCount(), photos }));
process.exit(0);
