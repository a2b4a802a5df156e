using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    private void Deconstruct(ITupleOperation target, Value value, ITypeSymbol? type, Step step)
    {
        var parts = Deconstructed(value, type, target.Elements.Length, target);
        for (var i = 0; i < parts.Length; i++)
            Assign(target.Elements[i], parts[i], step);
    }

    /// <summary>What a value falls into: the elements of a tuple, the properties that the parameters of <c>Deconstruct</c> are called after, or what a method of one's own makes of it.</summary>
    private Value[] Deconstructed(Value value, ITypeSymbol? type, int count, IOperation site)
    {
        var parts = new Value[count];
        var method = type is null or { IsTupleType: true } ? null : Deconstructing(type, count);
        var call = method is not null && _context.HasBody(method) && !method.Parameters.All(parameter => NameOf(type!, parameter) is not null)
            ? _summary.Call(site.Syntax, method, false, () => Spans(site, site, []))
            : -1;
        if (call >= 0)
            Emit(value.Stepped(StepOf(site)), Port.Call(call, PortRef.This, ""));
        for (var i = 0; i < count; i++)
        {
            parts[i] = call >= 0 ? Value.Of(LabelSet.Of(_labels.Get(Port.Call(call, i, "")), new Trace(StepOf(site), null)))
                : value.At(method is null ? NameOf(type, i) : NameOf(type!, method.Parameters[i]) ?? method.Parameters[i].Name, _labels);
        }

        return parts;
    }

    private static IMethodSymbol? Deconstructing(ITypeSymbol type, int count)
    {
        foreach (var member in type.GetMembers("Deconstruct"))
        {
            if (member is IMethodSymbol method && method.Parameters.Length == count)
                return method;
        }

        return null;
    }

    private static string? NameOf(ITypeSymbol type, IParameterSymbol parameter)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol && string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))
                return member.Name;
        }

        return null;
    }

    private static string NameOf(ITypeSymbol? type, int index) => type?.Name == "KeyValuePair" ? index == 0 ? "Key" : "Value" : $"Item{index + 1}";
}
