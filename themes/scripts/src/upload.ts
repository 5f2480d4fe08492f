// Sends one picture or recording to the newsroom.

export interface Uploaded {
  media: string;
  width: number;
  height: number;
  src: string;
  thumb: string;
  /** Milliseconds of a recording; a picture has none. */
  duration_ms?: number;
}

/** Rejects with the server's own sentence, or with an empty one when the server was not reached.
 * `progress` hears which part of the file is on its way, from 0 to 1. */
export function upload(file: File, csrf: string, progress?: (part: number) => void): Promise<Uploaded> {
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    // `fetch` does not tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", "/toa-soan/anh");
    request.setRequestHeader("Accept", "application/json");
    // Who signed in again in place has another token than the page came with.
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
    request.setRequestHeader("X-CSRF-Token", token || csrf);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      let body: Partial<Uploaded> & { message?: string } = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // An answer that is not ours, as from a proxy.
      }
      if (request.status >= 200 && request.status < 300 && body.media) resolve(body as Uploaded);
      else reject(new Error(body.message ?? String(request.status)));
    });
    for (const event of ["error", "abort", "timeout"]) request.addEventListener(event, () => reject(new Error("")));
    request.send(form);
  });
}
