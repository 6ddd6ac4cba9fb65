/** Making a record: final bytes out to the journal, and the same record into the book. */
import type { Command } from '../ports';
import { fail, ok, type Result } from '../result';
import { journalSequence } from '../units';
import { apply, type Book, emptyBook } from './book';
import { decodeRecord, encodeRecord, type JournalRecord, type RecordFault } from './record';

/** Appends `record`. What follows from it in this step waits behind it at the gate. */
export function journal(book: Book, commands: Command[], record: JournalRecord): void {
  const sequence = journalSequence(book.sequence + 1);
  commands.push({ kind: 'journal-append', sequence, record: encodeRecord(record, sequence) });
  apply(book, record, sequence);
}

/**
 * The book as the records tell it; a kind that may be skipped is. A damaged record, a gap in the
 * sequence or a newer format is a fault: the board does not sell.
 */
export function recover(
  records: readonly Uint8Array[],
): Result<Book, RecordFault | 'out-of-sequence'> {
  const book = emptyBook();
  for (const bytes of records) {
    const decoded = decodeRecord(bytes);
    if (!decoded.ok) {
      if (decoded.fault !== 'unknown-kind') return decoded;
      book.sequence++;
      continue;
    }
    if (decoded.value.sequence !== book.sequence + 1) return fail('out-of-sequence');
    apply(book, decoded.value.record, decoded.value.sequence);
  }
  return ok(book);
}
