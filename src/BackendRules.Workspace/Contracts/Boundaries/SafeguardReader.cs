using System.Collections.Concurrent;

namespace BackendRules.Workspaces;

/// <summary>Collects what the pipeline of a project holds.</summary>
internal sealed class SafeguardReader
{
    private const string Space = "Microsoft.AspNetCore.Builder.";

    private static readonly Members s_safety = new(
        Space + "HstsBuilderExtensions.UseHsts", Space + "HttpsPolicyBuilderExtensions.UseHttpsRedirection", Space + "AuthAppBuilderExtensions.UseAuthentication",
        Space + "AuthorizationAppBuilderExtensions.UseAuthorization", Space + "AntiforgeryApplicationBuilderExtensions.UseAntiforgery", Space + "RateLimiterApplicationBuilderExtensions.UseRateLimiter",
        Space + "ExceptionHandlerExtensions.UseExceptionHandler", Space + "HostFilteringBuilderExtensions.UseHostFiltering", Space + "CookiePolicyAppBuilderExtensions.UseCookiePolicy",
        "Microsoft.AspNetCore.DataProtection.DataProtectionBuilderExtensions.{ProtectKeysWithCertificate,ProtectKeysWithDpapi,ProtectKeysWithDpapiNG}");

    private static readonly Members s_speed = new(
        Space + "ResponseCompressionBuilderExtensions.UseResponseCompression", Space + "OutputCacheApplicationBuilderExtensions.UseOutputCache", Space + "ResponseCachingExtensions.UseResponseCaching");

    public ConcurrentBag<Safeguard> Found { get; } = [];

    public static SafeguardReader Of(Watch watch, string project)
    {
        var reader = new SafeguardReader();
        watch.Call(s_safety, (_, call) => reader.Found.Add(new Safeguard(project, call.TargetMethod.Name, false, Places.Of(call.Syntax.GetLocation()))));
        watch.Call(s_speed, (_, call) => reader.Found.Add(new Safeguard(project, call.TargetMethod.Name, true, Places.Of(call.Syntax.GetLocation()))));
        return reader;
    }

    /// <summary>One of each kind and project, at its first place.</summary>
    public static IEnumerable<Safeguard> Once(IEnumerable<Safeguard> all) => all
        .OrderBy(static one => one.Project, StringComparer.Ordinal).ThenBy(static one => one.Name, StringComparer.Ordinal).ThenBy(static one => one.Place?.File, StringComparer.Ordinal).ThenBy(static one => one.Place?.Line)
        .DistinctBy(Key);

    /// <summary>What came and what is gone, in projects that are there on both sides.</summary>
    public static IEnumerable<SafeguardChange> Compare(ApiContract before, ApiContract after)
    {
        var kept = before.Services.Select(static service => service.Name).Intersect(after.Services.Select(static service => service.Name)).ToHashSet(StringComparer.Ordinal);
        return Only(before, after).Select(static one => new SafeguardChange(one, true)).Concat(Only(after, before).Select(static one => new SafeguardChange(one, false)));

        IEnumerable<Safeguard> Only(ApiContract here, ApiContract there) => here.Safeguards.Where(one => kept.Contains(one.Project)).ExceptBy(there.Safeguards.Select(Key), Key);
    }

    private static (string Project, string Name) Key(Safeguard one) => (one.Project, one.Name);
}
