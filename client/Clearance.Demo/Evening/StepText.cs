using Clearance.Client;

namespace Clearance.Demo;

/// <summary>A step towards release as a sentence.</summary>
internal static class StepText
{
    public static string English(Step step)
    {
        var amount = Text.Dong(step.Amount ?? 0);
        return step.Action switch
        {
            "pay" => $"Pay {amount} on {step.Code} ({step.Account}).",
            "pay-debt" => $"Pay the debt of {step.Declaration}: {amount} on {step.Code} ({step.Account}).",
            "top-up-guarantee" => $"Raise the guarantee by {amount}, or pay that much.",
            "provide-guarantee" => $"Provide a guarantee that covers {amount}.",
            "await-inspection" => "Wait for the inspection's result.",
            "reassign" => $"Ask customs to move row {step.Row} of {step.Payment} to {step.Code} ({step.Account}).",
            "register-again" => "Register the goods again.",
            "await-officer" => $"Only an officer can lift {step.Reason}.",
            _ => step.Action,
        };
    }

    public static string Vietnamese(Step step)
    {
        var amount = Text.DongVi(step.Amount ?? 0);
        var account = step.Account == "deposit" ? "tài khoản tiền gửi" : "tài khoản thu ngân sách";
        var line = $"tiểu mục {step.Code} ({account})";
        return step.Action switch
        {
            "pay" => $"Nộp {amount} vào {line}.",
            "pay-debt" => $"Nộp nợ thuế của tờ khai {step.Declaration}: {amount} vào {line}.",
            "top-up-guarantee" => $"Tăng số tiền bảo lãnh thêm {amount}, hoặc nộp số tiền đó.",
            "provide-guarantee" => $"Cung cấp thư bảo lãnh cho số tiền {amount}.",
            "await-inspection" => "Chờ kết quả kiểm tra.",
            "reassign" => $"Đề nghị hải quan điều chỉnh dòng {step.Row} của chứng từ {step.Payment} sang {line}.",
            "register-again" => "Đăng ký lại tờ khai.",
            "await-officer" => $"Chỉ công chức hải quan có thể gỡ bỏ: {step.Reason}.",
            _ => step.Action,
        };
    }
}
