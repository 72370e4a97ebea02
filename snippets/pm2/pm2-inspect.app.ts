// Something to look at: a server that also uses an environment variable.
import { createServer } from 'node:http';

process.title = 'api';
createServer((_request, response) => response.end('ok')).listen(0);
