using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2006: a signature or a key of a caller compared in a time that depends on how much of it is right.</summary>
public sealed class TimingUnsafeComparison : Check
{
    internal static readonly Rule Declared = new(
        "BR2006",
        nameof(TimingUnsafeComparison),
        "Signatures and keys are compared in constant time",
        "{0} is compared with '{1}', whose time tells how much of it is right; use 'CryptographicOperations.FixedTimeEquals'",
        Level.Warning)
    {
        Profile = ["SB1", "SB2"],
        Cwe = [208],
        Owasp = ["API2"],
        Asvs = ["11.2.4"],
    };

    private static readonly DiagnosticDescriptor s_configured =
        Declared.Saying("{0} is compared with '{1}', whose time tells how much of it is right; use 'CryptographicOperations.FixedTimeEquals' on bytes of equal length", Level.Info);

    private static readonly Members s_calls = new(
        "System.String.{Equals,Compare,CompareTo,CompareOrdinal}", "System.Linq.Enumerable.SequenceEqual", "System.MemoryExtensions.SequenceEqual", "System.Object.Equals",
        "System.StringComparer.Equals", "System.Collections.IStructuralEquatable.Equals");

    public TimingUnsafeComparison()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.Binary, static context =>
        {
            var binary = (IBinaryOperation)context.Operation;
            if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && IsTextual(binary.LeftOperand) && IsTextual(binary.RightOperand))
                Judge(context, binary.LeftOperand, binary.RightOperand, binary.OperatorKind == BinaryOperatorKind.Equals ? "==" : "!=");
        });
        watch.Call(s_calls, static (context, call) =>
        {
            var first = call.Instance is { } instance && !call.TargetMethod.ContainingType.Is("System.StringComparer") ? instance : call.Arguments.Length > 0 ? call.Arguments[0].Value : null;
            var index = first is not null && first == call.Instance ? 0 : 1;
            if (first is not null && call.Arguments.Length > index)
                Judge(context, first, call.Arguments[index].Value, call.TargetMethod.Name);
        });
    }

    /// <summary>Texts and header values; numbers, enums and null take no time worth measuring.</summary>
    private static bool IsTextual(IOperation value)
    {
        var bare = LocalValues.Bare(value);
        return !bare.ConstantValue.HasValue && bare.Type is { } type
            && (type.SpecialType == SpecialType.System_String || type.Is("Microsoft.Extensions.Primitives.StringValues"));
    }

    private static void Judge(OperationAnalysisContext context, IOperation left, IOperation right, string with)
    {
        if (LocalValues.Bare(left).ConstantValue.HasValue || LocalValues.Bare(right).ConstantValue.HasValue || IsInQuery(context.Operation))
            return;
        if (KeyedHash.Makes(left) is { } name || (name = KeyedHash.Makes(right)!) is not null)
        {
            context.ReportDiagnostic(Declared.At(context.Operation.Syntax.GetLocation(), $"The output of '{name}'", with));
            return;
        }

        if (ConfiguredSecret.Name(left) is { } own && CallersValue.Is(right, context.ContainingSymbol) || (own = ConfiguredSecret.Name(right)!) is not null && CallersValue.Is(left, context.ContainingSymbol))
            context.ReportDiagnostic(Diagnostic.Create(IsSignature(own) ? Declared.Descriptor : s_configured, context.Operation.Syntax.GetLocation(), $"The secret '{own}'", with));
    }

    private static bool IsSignature(string name) => name.IndexOf("signature", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("hmac", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>What a database evaluates has no such method.</summary>
    private static bool IsInQuery(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConversionOperation { Type: { } type } && type.Is("System.Linq.Expressions.Expression`1"))
                return true;
        }

        return false;
    }
}
