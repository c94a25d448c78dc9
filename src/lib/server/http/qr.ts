/** QR codes of addresses (ISO/IEC 18004), as files that print sharp at any size or open anywhere. */
import QRCode from 'qrcode';

/** Repairs 15 % of damage: paper is folded and gets dirty. The quiet zone of four modules is part of the standard. */
const options = { errorCorrectionLevel: 'M', margin: 4 } as const;
const PNG_WIDTH = 1024;

/** The answer to a request for `?as=svg` (otherwise, too) or `?as=png`; with `&save` as a download under a name. */
export async function qrResponse(address: string, name: string, search: URLSearchParams): Promise<Response> {
  const asPng = search.get('as') === 'png';
  const file = `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.${asPng ? 'png' : 'svg'}`;
  const plain = file.replaceAll(/[^\x20-\x7e]/g, '_');
  const kept = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file)}`;
  const body = asPng
    ? new Uint8Array(await QRCode.toBuffer(address, { ...options, width: PNG_WIDTH }))
    : await QRCode.toString(address, { ...options, type: 'svg' });
  return new Response(body, {
    headers: {
      'content-type': asPng ? 'image/png' : 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox",
      ...(search.has('save') && { 'content-disposition': kept })
    }
  });
}
