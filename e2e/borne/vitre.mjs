// The scanner of the rig: it speaks eSCL (Mopria, 2.x), has a glass and a feeder, and gives
// what is laid in it. Loopback alone.
// `node e2e/borne/vitre.mjs FILE` opens one with a file on its glass, for other programs.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const SPACES = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const INPUT = `<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats>FORMATS</scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>${[100, 200, 300].map((r) => `<scan:DiscreteResolution><scan:XResolution>${r}</scan:XResolution><scan:YResolution>${r}</scan:YResolution></scan:DiscreteResolution>`).join('')}</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>`;

function abilities(formats) {
  const named = formats.map((format) => `<pwg:DocumentFormat>${format}</pwg:DocumentFormat><scan:DocumentFormatExt>${format}</scan:DocumentFormatExt>`).join('');
  const input = INPUT.replace('FORMATS', named);
  return `${HEAD}<scan:ScannerCapabilities ${SPACES}><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Banc</pwg:MakeAndModel><pwg:SerialNumber>1</pwg:SerialNumber>
<scan:Platen><scan:PlatenInputCaps>${input}</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>${input}</scan:AdfSimplexInputCaps><scan:FeederCapacity>20</scan:FeederCapacity></scan:Adf></scan:ScannerCapabilities>`;
}

/** Opens a scanner. `laid` is the file on its glass, `fed` those in its feeder; `asked` what was wanted. */
export async function scanner(formats = ['application/pdf', 'image/jpeg']) {
  const one = { laid: null, fed: [], asked: [], taken: [] };
  let job = 0;
  let waiting = [];
  const answers = {
    'GET /eSCL/ScannerCapabilities': () => [200, 'text/xml', abilities(formats)],
    'GET /eSCL/ScannerStatus': () => [200, 'text/xml', `${HEAD}<scan:ScannerStatus ${SPACES}><pwg:Version>2.63</pwg:Version><pwg:State>Idle</pwg:State><scan:AdfState>${one.fed.length ? 'ScannerAdfLoaded' : 'ScannerAdfEmpty'}</scan:AdfState></scan:ScannerStatus>`],
    'POST /eSCL/ScanJobs': (body) => {
      one.asked.push(body);
      const feeder = /InputSource>Feeder</.test(body);
      waiting = feeder ? one.fed.splice(0) : [one.laid].filter(Boolean);
      if (!waiting.length) return [409, 'text/plain', ''];
      job += 1;
      return [201, 'text/plain', '', { location: `/eSCL/ScanJobs/${job}` }];
    },
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const next = request.url === `/eSCL/ScanJobs/${job}/NextDocument` && request.method === 'GET';
    const page = next && waiting.shift();
    if (page) one.taken.push(page);
    const type = page && page.subarray(0, 4).toString() === '%PDF' ? 'application/pdf' : 'image/jpeg';
    const answer = page ? [200, type, page] : (answers[`${request.method} ${request.url}`]?.(Buffer.concat(chunks).toString()) ?? [404, 'text/plain', '']);
    response.writeHead(answer[0], { 'content-type': answer[1], ...answer[3] });
    response.end(answer[2]);
  });
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1');
  await once(server, 'listening');
  one.address = `http://127.0.0.1:${server.address().port}/eSCL`;
  one.close = () => server.closeAllConnections() ?? server.close();
  return one;
}

if (process.argv[1]?.endsWith('vitre.mjs') && process.argv[2]) {
  const open = await scanner(['image/jpeg']);
  open.laid = readFileSync(process.argv[2]);
  console.log(open.address);
}
