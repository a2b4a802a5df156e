using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects what an application sets up for all of its endpoints.</summary>
internal sealed class MannersReader
{
    private const string Cors = "Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder.";
    private const string Default = "(default)";
    private const string Global = "(global)";

    private static readonly Members s_cors = new(Cors + "{WithOrigins,WithMethods,WithHeaders,AllowAnyOrigin,AllowAnyMethod,AllowAnyHeader}");
    private static readonly Members s_limits = new("Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.{AddFixedWindowLimiter,AddSlidingWindowLimiter,AddTokenBucketLimiter,AddConcurrencyLimiter}",
        "Microsoft.AspNetCore.RateLimiting.RateLimiterOptions.AddPolicy");
    private static readonly Members s_base = new("Microsoft.AspNetCore.Builder.UsePathBaseExtensions.UsePathBase");

    private readonly ConcurrentBag<IInvocationOperation> _cors = [];
    private readonly ConcurrentBag<IInvocationOperation> _limits = [];
    private readonly ConcurrentBag<IOperation> _global = [];
    private readonly ConcurrentBag<IInvocationOperation> _bases = [];
    private readonly ConcurrentBag<ISimpleAssignmentOperation> _versions = [];
    private volatile bool _hasVersions;

    public static MannersReader Of(Watch watch)
    {
        var reader = new MannersReader();
        watch.Call(s_cors, (_, call) => reader._cors.Add(call));
        watch.Call(s_limits, (_, call) => reader._limits.Add(call));
        watch.Call(s_base, (_, call) => reader._bases.Add(call));
        watch.Operation(OperationKind.Invocation, context =>
        {
            if (((IInvocationOperation)context.Operation).TargetMethod is { Name: "AddApiVersioning" } method && method.ReturnType.Is("Asp.Versioning.IApiVersioningBuilder"))
                reader._hasVersions = true;
        });
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (context.Operation is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { ContainingType: { } type } property } } assignment)
                return;
            if (type.Is("Asp.Versioning.ApiVersioningOptions"))
                reader._versions.Add(assignment);
            else if (property.Name == "GlobalLimiter" && type.Is("Microsoft.AspNetCore.RateLimiting.RateLimiterOptions"))
                reader._global.Add(assignment.Value);
        });
        return reader;
    }

    public static ApiManners Joined(IEnumerable<MannersReader> parts)
    {
        var all = parts.ToList();
        var cors = new SortedDictionary<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        foreach (var call in all.SelectMany(static part => part._cors))
        {
            var policy = Policy(call);
            cors[policy] = cors.GetValueOrDefault(policy, []).Union(Allowed(call));
        }

        var limits = new SortedDictionary<string, RateLimit>(StringComparer.Ordinal);
        foreach (var call in all.SelectMany(static part => part._limits))
        {
            if (Text(call, "policyName") is { } policy && Permits(call) is { } permits)
                limits[policy] = permits;
        }

        foreach (var limiter in all.SelectMany(static part => part._global))
        {
            if (Permits(LocalValues.Resolve(limiter)) is { } permits)
                limits[Global] = permits;
        }

        var manners = new ApiManners
        {
            Cors = cors.ToImmutableSortedDictionary(StringComparer.Ordinal),
            RateLimits = limits.ToImmutableSortedDictionary(StringComparer.Ordinal),
            PathBases = [.. all.SelectMany(static part => part._bases).Select(static call => Text(call, "pathBase")).OfType<string>()],
        };
        return all.Exists(static part => part._hasVersions) ? Versions(manners, all.SelectMany(static part => part._versions)) : manners;
    }

    private static ApiManners Versions(ApiManners manners, IEnumerable<ISimpleAssignmentOperation> said)
    {
        // What the library does by itself.
        manners = manners with { DefaultVersion = "1.0", VersionReaders = ["query api-version", "path"] };
        foreach (var assignment in said)
        {
            var value = LocalValues.Resolve(assignment.Value);
            switch (((IPropertyReferenceOperation)assignment.Target).Property.Name)
            {
                case "DefaultApiVersion":
                    var numbers = value.DescendantsAndSelf().Select(static o => o.ConstantValue is { HasValue: true, Value: int or double } ? o.ConstantValue.Value : null).OfType<object>().ToList();
                    manners = manners with { DefaultVersion = numbers switch
                    {
                        [double one] => one.ToString("0.0", CultureInfo.InvariantCulture),
                        [int major, int minor, ..] => $"{major}.{minor}",
                        [int major] => $"{major}.0",
                        _ => null,
                    } };
                    break;
                case "AssumeDefaultVersionWhenUnspecified":
                    manners = manners with { AssumesDefault = value.ConstantValue is { HasValue: true, Value: true } };
                    break;
                case "ApiVersionReader":
                    manners = manners with { VersionReaders = [.. value.DescendantsAndSelf().OfType<IObjectCreationOperation>().SelectMany(Readers)] };
                    break;
            }
        }

        return manners;
    }

    private static IEnumerable<string> Readers(IObjectCreationOperation reader)
    {
        var names = reader.Descendants().Select(static o => o.ConstantValue is { HasValue: true, Value: string text } ? text : null).OfType<string>().Distinct().ToArray();
        var kind = reader.Type?.Name switch
        {
            "QueryStringApiVersionReader" => "query",
            "HeaderApiVersionReader" => "header",
            "MediaTypeApiVersionReader" => "media type",
            _ => null,
        };
        return reader.Type?.Name == "UrlSegmentApiVersionReader" ? ["path"] : kind is null ? [] : names.Length == 0 ? [kind + (kind == "query" ? " api-version" : "")] : names.Select(name => kind + " " + name);
    }

    private static IEnumerable<string> Allowed(IInvocationOperation call)
    {
        var values = call.Arguments.SelectMany(static a => new ConstantText().Elements(a.Value) ?? (new ConstantText().Of(a.Value) is { } one ? [one] : []));
        return call.TargetMethod.Name switch
        {
            "AllowAnyOrigin" => ["any origin"],
            "AllowAnyMethod" => ["any method"],
            "AllowAnyHeader" => ["any header"],
            "WithOrigins" => values.Select(static v => "origin " + v.TrimEnd('/').ToLowerInvariant()),
            "WithMethods" => values.Select(static v => "method " + v.ToUpperInvariant()),
            _ => values.Select(static v => "header " + v.ToLowerInvariant()),
        };
    }

    /// <summary>The policy that a builder is given for.</summary>
    private static string Policy(IInvocationOperation call)
    {
        for (IOperation? current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod.Name: "AddPolicy" } add)
                return Text(add, "name") ?? Default;
            if (current is IInvocationOperation { TargetMethod.Name: "AddDefaultPolicy" or "UseCors" })
                return Default;
        }

        return Default;
    }

    /// <summary>What a limiter permits, and in which time; of several, such as one for guests, the tightest.</summary>
    private static RateLimit? Permits(IOperation limiter)
    {
        RateLimit? tightest = null;
        foreach (var group in limiter.Descendants().OfType<ISimpleAssignmentOperation>().GroupBy(static assignment => assignment.Parent?.Kind == OperationKind.ObjectOrCollectionInitializer ? assignment.Parent : null))
        {
            var set = group.Select(static assignment => (Name: (assignment.Target as IPropertyReferenceOperation)?.Property.Name, assignment.Value)).ToList();
            if (set.Find(static one => one.Name is "PermitLimit" or "TokenLimit").Value is not { } limit || new ConstantText().Of(limit) is not { } text || !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var permits))
                continue;
            var isBucket = set.Exists(static one => one.Name == "TokenLimit");
            var seconds = set.Find(one => one.Name == (isBucket ? "ReplenishmentPeriod" : "Window")).Value is { } window ? Seconds(window) : null;
            var refill = isBucket && set.Find(static one => one.Name == "TokensPerPeriod").Value is { } tokens && new ConstantText().Of(tokens) is { } each && int.TryParse(each, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? count : permits;
            var one = new RateLimit(permits, refill, seconds is > 0 ? seconds : null);
            if (tightest is null || one.IsTighterThan(tightest))
                tightest = one;
        }

        return tightest;
    }

    private static double? Seconds(IOperation span) =>
        LocalValues.Resolve(span) is IInvocationOperation { TargetMethod: { Name: var unit, ContainingType: { } type }, Arguments: [{ Value: var amount }, ..] } && type.Is("System.TimeSpan") && new ConstantText().Of(amount) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given)
            ? unit switch { "FromMilliseconds" => given / 1000, "FromSeconds" => given, "FromMinutes" => given * 60, "FromHours" => given * 3600, "FromDays" => given * 86400, _ => null } : null;

    private static string? Text(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter) is { } argument ? new ConstantText().Of(argument.Value) : null;
}
