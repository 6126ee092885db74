/** Parquet files: bytes in; columns, metadata and rows out. The only importer of hyparquet. */
export {
  openParquet,
  type ParquetColumn,
  type ParquetFile,
  readParquetRows,
} from './parquet-file.js';
