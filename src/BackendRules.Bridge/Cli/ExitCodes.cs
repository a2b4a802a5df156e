using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>What the process ends with. Incomplete never looks like clean.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int GateFailed = 1;
    public const int Usage = 2;
    public const int Incomplete = 3;
    public const int Environment = 4;
    public const int NotFixed = 5;
    public const int Queued = 6;
    public const int Internal = 70;
    public const int Cancelled = 130;

    public static int Of(Fault fault) => fault.Code switch
    {
        "git_unavailable" or "base_not_found" or "sdk_missing" => Environment,
        "workspace_load_failed" or "restore_required" or "timeout" or "stale_comparison" => Incomplete,
        "stale_patch" or "no_fix" or "patch_not_verified" or "write_failed" => NotFixed,
        _ => Usage,
    };
}
