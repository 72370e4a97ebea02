// The threads of image-resize.ts: hand the picture on to sharp, as main does.
import { resize } from './image-resize.sharp.ts';
import { serve } from './worker-pool.serve.ts';

serve(resize);
