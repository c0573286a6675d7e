namespace Clearance.Domain;

/// <summary>A message from one ledger to another (design §4): stored with the sender's commit, applied by the receiver once.</summary>
/// <param name="Sender">From whose ledger.</param>
/// <param name="Receiver">To whose ledger.</param>
/// <param name="Move">The id of the officers' move, or of the registration, that it belongs to.</param>
public abstract record LedgerMessage(TaxpayerId Sender, TaxpayerId Receiver, string Move);

/// <summary>A row of the sender is to go to a declaration of the receiver.</summary>
/// <param name="Sender">From whose ledger.</param>
/// <param name="Receiver">To whose ledger.</param>
/// <param name="Move">The officers' move.</param>
/// <param name="Payment">The row's payment.</param>
/// <param name="Row">The row as the bank wrote it.</param>
/// <param name="DebitedAt">When the payer was debited: a moved row keeps it.</param>
/// <param name="Target">The receiver's declaration.</param>
/// <param name="Line">Its line.</param>
public sealed record Transfer(
    TaxpayerId Sender, TaxpayerId Receiver, string Move, string Payment, PaymentRow Row, Instant DebitedAt,
    DeclarationKey Target, LineKey Line) : LedgerMessage(Sender, Receiver, Move);

/// <summary>The receiver of a transfer took the row, or returns it.</summary>
/// <param name="Sender">The transfer's receiver.</param>
/// <param name="Receiver">The transfer's sender.</param>
/// <param name="Move">The officers' move.</param>
/// <param name="Row">Which row.</param>
/// <param name="Refusal">Why it is returned; null when it was taken.</param>
public sealed record TransferAnswered(
    TaxpayerId Sender, TaxpayerId Receiver, string Move, RowRef Row, Rejection? Refusal)
    : LedgerMessage(Sender, Receiver, Move);

/// <summary>The payment of a transferred row was cancelled. It follows its transfer: messages of one sender keep their order.</summary>
/// <param name="Sender">From whose ledger.</param>
/// <param name="Receiver">To whose ledger.</param>
/// <param name="Move">The cancellation's id.</param>
/// <param name="Row">Which row.</param>
public sealed record SourceCancelled(TaxpayerId Sender, TaxpayerId Receiver, string Move, RowRef Row)
    : LedgerMessage(Sender, Receiver, Move);

/// <summary>A declaration on which the receiver has money parked is the sender's: the money goes to suspense.</summary>
/// <param name="Sender">The owner.</param>
/// <param name="Receiver">Who has money parked.</param>
/// <param name="Move">The registration's id.</param>
/// <param name="Declaration">Which declaration.</param>
public sealed record OwnedByAnother(TaxpayerId Sender, TaxpayerId Receiver, string Move, DeclarationKey Declaration)
    : LedgerMessage(Sender, Receiver, Move);
