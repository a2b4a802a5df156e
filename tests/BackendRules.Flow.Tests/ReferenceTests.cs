namespace BackendRules.Flow.Tests;

/// <summary>What goes through references, exceptions, and members that only a type parameter names.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("""
        interface IMaker { static abstract string Make(string text); static abstract string Table { get; } }
        class Plain : IMaker { public static string Make(string text) => text + "!"; public static string Table => "t"; }
        class Fixed : IMaker { public static string Make(string text) => "x"; public static string Table => Web.Input("table"); }
        class A { static string Make<T>(string text) where T : IMaker => T.Make(text);
            void M<T>() where T : IMaker { Db.Run(Make<Plain>(Web.Input("a"))); // flow
                Db.Run(Make<Plain>("x"));
                Db.Run(T.Table); // flow
            } }
        """)]
    [InlineData("""
        interface IColumn { static abstract string Name(string text); static virtual string Or(string text) => text; }
        class Column : IColumn { public static string Name(string text) => text == "a" ? "a" : "b"; }
        class Other { public static string Name(string text) => text; }
        class A { void M<T>() where T : IColumn { Db.Run(T.Name(Web.Input("a")));
            Db.Run(T.Or(Web.Input("a"))); // flow
            Db.Run(Other.Name("x")); } }
        """)]
    [InlineData("""
        class Holder { public string Text = ""; public string Other = ""; string[] _all = new string[2]; public ref string Slot() => ref Text; public ref string At(int i) => ref _all[i]; public string Get(int i) => _all[i]; }
        class A { void M() {
            var holder = new Holder(); holder.Slot() = Web.Input("a"); holder.At(1) = "x"; Db.Run(holder.Text); // flow
            Db.Run(holder.Other); Db.Run(holder.Get(0));
            var second = new Holder(); second.At(1) = Web.Input("a"); Db.Run(second.Get(1)); // flow
            Db.Run(second.Text);
        } }
        """)]
    [InlineData("""
        class Holder { public string Text = ""; public string Other = ""; public ref string Slot() => ref Text; public ref readonly string Read() => ref Text; }
        class A { void M() {
            var holder = new Holder(); ref var slot = ref holder.Text; slot = Web.Input("a"); Db.Run(holder.Text); // flow
            Db.Run(holder.Read()); // flow
            Db.Run(holder.Other);
            var second = new Holder(); ref var inner = ref second.Slot(); inner = Web.Input("b"); Db.Run(second.Text); // flow
            var third = new Holder { Text = Web.Input("c") }; ref var gone = ref third.Text; gone = "x"; Db.Run(third.Text);
            var all = new string[3]; ref var element = ref all[1]; element = Web.Input("d"); Db.Run(all[1]); // flow
        } }
        """)]
    [InlineData("""
        class A { static void Check(string text) { if (text.Length > 3) throw new ArgumentException("bad: " + text); }
            static void Hide(string text) { if (text.Length > 3) throw new ArgumentException("bad length: " + text.Length); }
            static void Own(string text) { try { throw new ArgumentException("bad: " + text); } catch (ArgumentException) { } }
            void M() {
                try { Check(Web.Input("a")); } catch (ArgumentException error) { Db.Run(error.Message); // flow
                }
                try { Hide(Web.Input("a")); } catch (ArgumentException error) { Db.Run(error.Message); }
                try { Own(Web.Input("a")); } catch (ArgumentException error) { Db.Run(error.Message); }
                try { Check("x"); } catch (ArgumentException error) { Db.Run(error.Message); }
            } }
        """)]
    [InlineData("""
        class A { void M() {
            void Check(string text) { if (text.Length > 3) throw new ArgumentException("bad: " + text); }
            Action<string> other = text => throw new InvalidOperationException("no " + text);
            try { Check(Web.Input("a")); } catch (ArgumentException error) { Db.Run(error.Message); // flow
            }
            try { other(Web.Input("a")); } catch (InvalidOperationException error) { Db.Run(error.Message); // flow
            }
            try { Check("x"); } catch (ArgumentException error) { Db.Run(error.Message); }
        } }
        """)]
    [InlineData("""
        using System.Threading.Tasks;
        class A { static async Task Check(string text) { await Task.Yield(); if (text.Length > 3) throw new InvalidOperationException("no " + text); }
            async Task M() { try { await Check(Web.Input("a")); } catch (InvalidOperationException error) { Db.Run(error.Message); // flow
            } finally { Console.WriteLine(); }
            try { Db.Run("x"); } catch (Exception error) { Db.Run(error.Message); } } }
        """)]
    public void Joins(string text) => FlowTest.Check(text);
}
