using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>What a reason says at a gate: to whom to turn, without what is owed and by which letter it is secured.</summary>
internal static class GateMessages
{
    /// <summary>The sentence, in English and Vietnamese.</summary>
    public static (string English, string Vietnamese) Of(ReasonCode reason) => reason switch
    {
        ReasonCode.DecisionUnavailable => (
            "No decision can be made just now. Ask again shortly.", "Tạm thời chưa thể ra quyết định. Đề nghị hỏi lại sau ít phút."),
        ReasonCode.DeclarationLapsed => (
            "The declaration has lapsed. The goods are to be registered again.", "Tờ khai đã hết giá trị làm thủ tục hải quan."),
        ReasonCode.TaxpayerNotActive => (
            "The taxpayer is not active.", "Mã số thuế của người nộp thuế không ở trạng thái hoạt động."),
        ReasonCode.EnforcementStop => (
            "A decision to stop customs procedures is in force against the taxpayer.", "Người nộp thuế đang bị cưỡng chế dừng làm thủ tục hải quan."),
        ReasonCode.OverdueDebt => ("The taxpayer has overdue tax debt.", "Người nộp thuế còn nợ quá hạn."),
        ReasonCode.InspectionFailed => (
            "An inspection of the goods failed. An officer must decide.", "Kết quả kiểm tra không đạt. Chờ công chức hải quan xử lý."),
        ReasonCode.InspectionPending => ("A required inspection has no result yet.", "Chưa có kết quả kiểm tra bắt buộc."),
        ReasonCode.TermNotAllowed => (
            "The payment term of the declaration is not open to the taxpayer.", "Người nộp thuế không được áp dụng thời hạn nộp thuế đã khai."),
        ReasonCode.GuaranteeNotFound => ("The guarantee named is not known.", "Không tìm thấy chứng từ bảo lãnh."),
        ReasonCode.GuaranteeRevoked => ("The guarantee was revoked.", "Chứng từ bảo lãnh đã bị hủy ngang."),
        ReasonCode.GuaranteeNotYetEffective => ("The guarantee is not effective yet.", "Chứng từ bảo lãnh chưa có hiệu lực."),
        ReasonCode.GuaranteeExpired => ("The guarantee has ended.", "Chứng từ bảo lãnh đã hết hiệu lực."),
        ReasonCode.GuaranteeOfficeNotCovered => (
            "The guarantee does not cover the customs office of the declaration.", "Chứng từ bảo lãnh không áp dụng cho cơ quan hải quan nơi đăng ký tờ khai."),
        ReasonCode.GuaranteeMismatch => ("The guarantee is not for this declaration.", "Chứng từ bảo lãnh không khớp với tờ khai."),
        ReasonCode.GuaranteeInsufficient => ("The guarantee does not suffice.", "Số dư bảo lãnh không đủ."),
        ReasonCode.GuaranteeRequired => (
            "Release before the documents are complete needs a bank guarantee.", "Giải phóng hàng khi chưa nộp đủ chứng từ phải có bảo lãnh của ngân hàng."),
        ReasonCode.TaxUnpaid => ("Tax, interest or deposit is unpaid.", "Chưa nộp đủ tiền thuế, tiền chậm nộp hoặc tiền gửi."),
        ReasonCode.FineUnpaid => ("Fines are unpaid.", "Chưa nộp đủ tiền phạt."),
        ReasonCode.PaymentMisdirected => (
            "A payment went to a sub-item or account the declaration does not have.", "Có khoản nộp ghi tiểu mục hoặc tài khoản không có trên tờ khai."),
    };
}
