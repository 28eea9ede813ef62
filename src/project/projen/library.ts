export { LIBRARY, LIBRARY_FOLDER } from '../../config/library';
