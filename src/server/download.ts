/** Files that a browser saves. In: content and a name. Out: the response. */

const MEDIA_TYPES: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  npz: 'application/zip',
  onnx: 'application/octet-stream',
  safetensors: 'application/octet-stream',
  md: 'text/markdown; charset=utf-8',
};

/** @param fileName of letters, digits, dots and dashes */
export function toDownload(content: string | Uint8Array, fileName: string): Response {
  const body = typeof content === 'string' ? content : new Uint8Array(content);
  return new Response(body, {
    headers: {
      'content-type': MEDIA_TYPES[fileName.split('.').at(-1)!]!,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
}
