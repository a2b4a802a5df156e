using BackendRules;

namespace Depot.Infrastructure.Scanners;

public static class ParcelCode
{
    /// <summary>Ten characters and a check digit, none of which a path could use.</summary>
    public static bool IsValid([Sanitizes("path")] string code) => code.Length == 11 && code.Sum(static c => c - '0') % 10 == 0;
}
