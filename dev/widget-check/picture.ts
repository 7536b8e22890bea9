/** What the first bytes of a picture say. */
export interface Picture {
  readonly kind: 'png' | 'jpeg' | 'gif';
  readonly width: number;
  readonly height: number;
  readonly isAnimated: boolean;
}

/** W3C PNG, 5.2 and 11: the size stands in the first chunk; `acTL` before the data makes it an animation. */
function png(bytes: Buffer): Picture {
  const head = bytes.subarray(0, bytes.indexOf('IDAT', 'latin1'));
  return {
    kind: 'png',
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    isAnimated: head.includes('acTL', 0, 'latin1'),
  };
}

/** GIF89a: each frame of an animation is led by a graphic control extension. */
function gif(bytes: Buffer): Picture {
  const frames = bytes.toString('latin1').match(/\x21\xf9\x04[^]{4}\x00[\x2c\x21]/g) ?? [];
  return {
    kind: 'gif',
    width: bytes.readUInt16LE(6),
    height: bytes.readUInt16LE(8),
    isAnimated: frames.length > 1,
  };
}

/** ITU T.81, B.1.1.3: SOF0 … SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpeg(bytes: Buffer): Picture | undefined {
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined;
    if (isFrameHeader(bytes.readUInt8(at + 1)))
      return {
        kind: 'jpeg',
        width: bytes.readUInt16BE(at + 7),
        height: bytes.readUInt16BE(at + 5),
        isAnimated: false,
      };
  }
  return undefined;
}

/** Undefined: none of the formats that amoCRM takes, or cut off. */
export function pictureOf(bytes: Buffer): Picture | undefined {
  if (bytes.length < 24) return undefined;
  if (bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return png(bytes);
  if (/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return gif(bytes);
  return bytes.readUInt16BE(0) === 0xffd8 ? jpeg(bytes) : undefined;
}
