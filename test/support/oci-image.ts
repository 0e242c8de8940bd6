import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Writes the smallest image there is as an OCI image layout: one layer, an archive without files. Programs copy it with
 * `oci:FOLDER:TAG`. `text` makes images differ.
 */
export async function writeOciImage(folder: string, tag: string, text = ''): Promise<void> {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const blob = async (content: Buffer, mediaType: string) => {
    const hex = createHash('sha256').update(content).digest('hex');
    await writeFile(join(blobs, hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  const archive = Buffer.alloc(1024);
  const layer = await blob(gzipSync(archive), 'application/vnd.oci.image.layer.v1.tar+gzip');
  const diffId = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
  const config = await blob(
    json({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: { text } },
      rootfs: { type: 'layers', diff_ids: [diffId] },
    }),
    'application/vnd.oci.image.config.v1+json',
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await blob(json({ schemaVersion: 2, mediaType, config, layers: [layer] }), mediaType);
  const named = { ...manifest, annotations: { 'org.opencontainers.image.ref.name': tag } };
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, manifests: [named] }));
  await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
}
