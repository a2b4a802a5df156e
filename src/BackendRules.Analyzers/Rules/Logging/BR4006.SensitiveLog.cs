using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4006: a password, a token or personal data in a log.</summary>
public sealed class SensitiveLog : Check
{
    internal static readonly Rule Declared = new(
        "BR4006",
        nameof(SensitiveLog),
        "Passwords, tokens and personal data stay out of logs",
        "'{0}' is {1}, and the log keeps it in plain text; {2}",
        Level.Warning)
    {
        Profile = ["CR5", "SB1"],
        Cwe = [532, 359],
        Owasp = ["A09"],
        Asvs = ["16.2.5", "14.2.4"],
    };

    private const int Deepest = 3;

    private const string LeaveOut = "leave it out, or log something that identifies it without revealing it";

    private static readonly Members s_texts = new("System.String.{Trim,ToLower,ToUpper,ToLowerInvariant,ToUpperInvariant,ToString}", "System.Object.ToString",
        "Microsoft.Extensions.Primitives.StringValues.ToString");

    public SensitiveLog()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known) || known.Has("System.Diagnostics.Activity");

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty)
            return;
        foreach (var (value, sign) in LoggedValues.Of(call))
            See(context, call, value, sign);
    });

    /// <summary>A text that shows all members of what it was made from.</summary>
    private static readonly Members s_serializes = new("System.Text.Json.JsonSerializer.Serialize", "Newtonsoft.Json.JsonConvert.SerializeObject");

    private static void See(OperationAnalysisContext context, IInvocationOperation call, IOperation value, string sign)
    {
        var bare = Bare(value);
        if (bare is IInvocationOperation { Arguments: [{ Value: var serialized }, ..] } serialize && s_serializes.Contain(serialize.TargetMethod))
            (bare, sign) = (LocalValues.Bare(serialized), "@");
        var finding = Sensitive(bare) is var (name, what) ? (Name: name, What: what, Out: LeaveOut) : Parts(bare, sign);
        if (finding.Name.Length > 0 && !EnvironmentGate.Covers(call))
            context.ReportDiagnostic(Declared.At(value.Syntax.GetLocation(), finding.Name, finding.What, finding.Out));
    }

    /// <summary>A value that shows all its members: taken apart with <c>@</c>, or a record, whose text names them all.</summary>
    private static (string Name, string What, string Out) Parts(IOperation value, string sign)
    {
        if (value.Type is not INamedTypeSymbol type || sign == "$" || sign != "@" && !ShowsMembers(type) || SensitiveData.Within(type) is not var (member, what))
            return ("", "", "");
        if (type.IsAnonymousType)
            return (member.Name, what, LeaveOut);
        return ($"{member.ContainingType.Name}.{member.Name}", what, $"log the members of '{type.Name}' that are needed by name");
    }

    private static bool ShowsMembers(INamedTypeSymbol type) => type.IsRecord
        && !type.GetMembers("ToString").Any(static m => m is IMethodSymbol { Parameters.IsEmpty: true, IsImplicitlyDeclared: false })
        && !type.GetMembers("PrintMembers").Any(static m => m is { IsImplicitlyDeclared: false });

    /// <param name="value">What is logged.</param>
    /// <param name="depth">How many locals lie between.</param>
    private static (string Name, string What)? Sensitive(IOperation value, int depth = 0)
    {
        switch (value)
        {
            case ILocalReferenceOperation local:
                return Said(local.Local, local.Type) ?? (depth < Deepest && local.Type is { } text && IsText(text) && LocalValues.Only(local) is { } only ? Sensitive(Bare(only), depth + 1) : null);
            case IParameterReferenceOperation parameter:
                return Said(parameter.Parameter, parameter.Type);
            case IFieldReferenceOperation { Field.IsConst: false } field:
                return Said(field.Field, field.Type);
            case IPropertyReferenceOperation { Property: var property, Arguments.Length: > 0 } indexer:
                return indexer.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string key } && IsText(property.Type)
                    ? HeaderOrKey(indexer, key) : null;
            case IPropertyReferenceOperation property when property.Property.Name == "Headers" && property.Property.ContainingType.Is("Microsoft.AspNetCore.Http.HttpRequest"):
                return ("Request.Headers", "all headers, credentials and cookies among them");
            case IPropertyReferenceOperation property when property.Property.ContainingType.IsOrInherits("Microsoft.AspNetCore.Http.IHeaderDictionary"):
                return property.Property.Name is "Authorization" or "Cookie" or "SetCookie" ? (property.Property.Name, "a credential of the caller") : null;
            case IPropertyReferenceOperation property:
                return Said(property.Property, property.Type);
            case IInvocationOperation { TargetMethod.Name: "GetConnectionString" } call when (call.TargetMethod.ReducedFrom ?? call.TargetMethod).ContainingType.Is("Microsoft.Extensions.Configuration.ConfigurationExtensions"):
                return ("GetConnectionString", "a connection string");
            default:
                return null;
        }
    }

    private static (string Name, string What)? HeaderOrKey(IPropertyReferenceOperation indexer, string key)
    {
        var holder = indexer.Property.ContainingType;
        if (holder.IsOrInherits("Microsoft.AspNetCore.Http.IHeaderDictionary") || holder.IsOrInherits("Microsoft.AspNetCore.Http.IRequestCookieCollection"))
            return key.ToLowerInvariant() is "authorization" or "cookie" or "set-cookie" or "x-api-key" or "proxy-authorization" ? (key, "a credential of the caller") : null;
        return holder.IsOrInherits("Microsoft.Extensions.Configuration.IConfiguration") && SensitiveData.Kind(key) is { } what ? (key, what) : null;
    }

    private static (string Name, string What)? Said(ISymbol symbol, ITypeSymbol? type) => SensitiveData.Kind(symbol, type) is { } what ? (symbol.Name, what) : null;

    private static bool IsText(ITypeSymbol type) => type.SpecialType == SpecialType.System_String || type.Is("Microsoft.Extensions.Primitives.StringValues");

    /// <summary>The value behind conversions, <c>?.</c> and calls that keep a text as it is; any other call may well mask or hash it.</summary>
    private static IOperation Bare(IOperation value)
    {
        while (true)
        {
            value = LocalValues.Bare(value);
            switch (value)
            {
                case IConditionalAccessOperation { WhenNotNull: { } access }:
                    value = access;
                    break;
                case IInvocationOperation { Instance: { } instance } call when s_texts.Contain(call.TargetMethod) && instance.Type is { } text && IsText(text):
                    value = instance is IConditionalAccessInstanceOperation ? Receiver(instance) : instance;
                    break;
                case ICoalesceOperation coalesce:
                    value = coalesce.Value;
                    break;
                default:
                    return value;
            }
        }
    }

    private static IOperation Receiver(IOperation placeholder)
    {
        for (var parent = placeholder.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access)
                return access.Operation;
        }

        return placeholder;
    }
}
